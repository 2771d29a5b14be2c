"""What the operating system says of a file or a program, in both languages."""

import errno

from datasay.wording.told import Told

_SYSTEM = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "是文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EROFS: "文件系统是只读的",
    errno.ENAMETOOLONG: "名称太长",
    errno.EIO: "读写磁盘出错",
}


def of_system(error: OSError) -> Told:
    """What the operating system says, which speaks English only."""
    english = error.strerror or str(error)
    return Told("{why}", _SYSTEM.get(error.errno or 0, "{why}"), why=english)
