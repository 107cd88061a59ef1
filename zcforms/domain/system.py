"""What the operating system refuses, in Chinese."""

from __future__ import annotations

import errno

_SAID = {
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "已经存在",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出了磁盘配额",
    errno.EROFS: "所在的磁盘只能读取",
    errno.ENAMETOOLONG: "文件名过长",
    errno.ELOOP: "符号链接绕了一圈",
    errno.EMFILE: "打开的文件过多",
    errno.EIO: "磁盘读写出错",
}


def said(error: OSError) -> str:
    """Why it was refused; what has no words of ours in the system's own."""
    return _SAID.get(error.errno or 0, error.strerror or str(error))
