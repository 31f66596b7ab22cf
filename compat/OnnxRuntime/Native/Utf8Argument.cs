using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>
/// A string as zero-terminated UTF-8 for one native call. Short strings live in the caller's stack buffer, so that binding a name
/// allocates nothing.
/// </summary>
internal unsafe ref struct Utf8Argument
{
    /// <summary>Bytes of stack that hold every usual name.</summary>
    public const int StackBytes = 256;

    private void* _heap;

    /// <param name="text">Must not be null.</param>
    /// <param name="stack">Memory from <c>stackalloc</c>, never from the managed heap.</param>
    public Utf8Argument(string text, Span<byte> stack, [CallerArgumentExpression(nameof(text))] string name = null)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        int needed = Encoding.UTF8.GetMaxByteCount(text.Length) + 1;
        if (needed > stack.Length)
        {
            _heap = NativeMemory.Alloc((nuint)needed);
            stack = new Span<byte>(_heap, needed);
        }

        int written = Encoding.UTF8.GetBytes(text, stack);
        stack[written] = 0;
        Pointer = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(stack));
    }

    public byte* Pointer { get; }

    public void Dispose()
    {
        NativeMemory.Free(_heap);
        _heap = null;
    }
}
