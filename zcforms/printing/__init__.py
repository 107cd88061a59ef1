"""Answers to paper, and paper to answers.

What other rooms use:

- `sheet.render(sheet, overview, facts, *, photo, draft, number, link) -> html` - a sheet document and an overview become a page;
- `press.Press().pdf(html) -> bytes` - the page becomes a PDF, in a child process with a time limit;
- `photo.portrait(data, crop) -> bytes`, `photo.thumbnail(data, edge) -> bytes` - an uploaded picture becomes a harmless one;
- `press.Inspector().inspect(data, name, accept, max_bytes) -> evidence.Evidence` - what an uploaded file really is;
- `qr.png(text) -> bytes`.

Everything raises `PrintingFailed` or `UploadRefused` (`zcforms.domain.errors`) with a sentence for the user.
Doors: xhtml2pdf and reportlab only in `pdf`, `cjk`, `fonts`; qrcode only in `qr`; Pillow only in `photo`.
"""
