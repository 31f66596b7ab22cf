using System.Runtime.InteropServices;

namespace NLayer.Native;

/// <summary>The functions of libmpg123 1.x (mpg123.h). Sizes and offsets are 64-bit on every Linux that .NET runs on.</summary>
internal static unsafe partial class LibMpg123
{
    public const int Ok = 0;
    public const int Done = -12;
    public const int NewFormat = -11;

    public const int AddFlags = 2; // MPG123_ADD_FLAGS
    public const int ResyncLimit = 14; // MPG123_RESYNC_LIMIT

    public const int Quiet = 0x20;
    public const int ForceFloat = 0x400;

    private const string Library = "libmpg123.so.0";

    // Before 1.27 the library has to be initialised once a process.
    static LibMpg123() => mpg123_init();

    public static Mpg123Handle Create()
    {
        Mpg123Handle handle = mpg123_new(null, out int error);
        if (handle.IsInvalid)
        {
            throw new InvalidOperationException(Marshal.PtrToStringUTF8(mpg123_plain_strerror(error)));
        }

        return handle;
    }

    public static string Reason(Mpg123Handle handle) => Marshal.PtrToStringUTF8(mpg123_strerror(handle)) ?? "unknown error";

    [LibraryImport(Library)]
    public static partial void mpg123_delete(nint handle);

    [LibraryImport(Library)]
    public static partial int mpg123_param(Mpg123Handle handle, int type, CLong value, double floatValue);

    [LibraryImport(Library)]
    public static partial int mpg123_replace_reader_handle(
        Mpg123Handle handle,
        delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint> read,
        delegate* unmanaged[Cdecl]<nint, long, int, long> seek,
        nint cleanup);

    [LibraryImport(Library)]
    public static partial int mpg123_open_handle(Mpg123Handle handle, nint source);

    [LibraryImport(Library)]
    public static partial int mpg123_getformat(Mpg123Handle handle, out CLong rate, out int channels, out int encoding);

    [LibraryImport(Library)]
    public static partial int mpg123_read(Mpg123Handle handle, byte* output, nuint size, out nuint done);

    [LibraryImport(Library)]
    public static partial long mpg123_seek(Mpg123Handle handle, long offset, int whence);

    [LibraryImport(Library)]
    public static partial long mpg123_tell(Mpg123Handle handle);

    [LibraryImport(Library)]
    public static partial long mpg123_length(Mpg123Handle handle);

    [LibraryImport(Library)]
    public static partial int mpg123_scan(Mpg123Handle handle);

    [LibraryImport(Library)]
    private static partial int mpg123_init();

    [LibraryImport(Library)]
    private static partial Mpg123Handle mpg123_new(byte* decoder, out int error);

    [LibraryImport(Library)]
    private static partial nint mpg123_plain_strerror(int error);

    [LibraryImport(Library)]
    private static partial nint mpg123_strerror(Mpg123Handle handle);
}
