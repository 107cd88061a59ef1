"""What lies beside a new plan's files, for editors (issue 6)."""

from __future__ import annotations

import json
from pathlib import Path

from zcforms.documents.whole_metaschemas import whole
from zcforms.services.plan_templates import editor_files


def test_the_settings_of_editors_name_metaschemas_that_lie_beside_them() -> None:
    files = editor_files()
    settings = json.loads(files[".vscode/settings.json"])
    named = [each["url"] for each in settings["json.schemas"]] + list(settings["yaml.schemas"])
    assert {each.removeprefix("./") for each in named} <= files.keys()
    for file, text in files.items():
        if file.startswith("schemas/meta/"):
            assert json.loads(text) == whole(Path(file).stem)
