using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Zero-terminated UTF-8 text that comes from the native side.</summary>
internal static unsafe class NativeText
{
    /// <summary>Copies the text; a null pointer is an empty string.</summary>
    public static string Read(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? string.Empty;

    /// <summary>Copies the text and gives the memory back to the allocator that it came from.</summary>
    public static string Take(byte* text, nint allocator)
    {
        try
        {
            return Read(text);
        }
        finally
        {
            OrtAllocator.FreeMemory(allocator, (nint)text);
        }
    }

    /// <summary>Copies the text to memory of its own; give it back with <see cref="Free"/>.</summary>
    public static nint Allocate(string text) => (nint)Utf8StringMarshaller.ConvertToUnmanaged(text);

    public static void Free(nint text) => Utf8StringMarshaller.Free((byte*)text);
}
