"""What the operating system says of a file or a program, in both languages."""

import errno
import os

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
    errno.EEXIST: "已经存在",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.EFBIG: "文件太大",
    errno.EBUSY: "正在使用",
    errno.ETXTBSY: "正在使用",
    errno.ELOOP: "链接绕成了圈",
    errno.EINVAL: "系统不接受这个操作",
    errno.ENXIO: "没有这个设备",
    errno.ENODEV: "没有这个设备",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.ENOMEM: "内存不足",
    errno.ENOTSUP: "文件系统不支持",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "这台机器没有这个地址",
    errno.ECONNREFUSED: "那里没有程序应答",
    errno.ECONNRESET: "连接中断",
    errno.ECONNABORTED: "连接中断",
    errno.EPIPE: "连接中断",
    errno.ETIMEDOUT: "太久没有应答",
    errno.EHOSTUNREACH: "到不了那台主机",
    errno.ENETUNREACH: "到不了那个网络",
}


def of_system(error: OSError) -> Told:
    """What the operating system says, which speaks English only."""
    english = os.strerror(error.errno) if error.errno in _SYSTEM else error.strerror or str(error)
    return Told("{why}", _SYSTEM.get(error.errno or 0, "{why}"), why=english)
