using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>
/// Keeps a native object alive for one call: neither the finalizer nor a Dispose on another thread frees it while the lease lasts.
/// </summary>
internal ref struct HandleLease
{
    private readonly SafeHandle _handle;
    private bool _held;

    /// <exception cref="ArgumentNullException">The handle is null.</exception>
    /// <exception cref="ObjectDisposedException">The object has been disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public HandleLease(SafeHandle handle, [CallerArgumentExpression(nameof(handle))] string name = null)
    {
        ArgumentNullException.ThrowIfNull(handle, name);
        _handle = handle;
        handle.DangerousAddRef(ref _held);
        Pointer = handle.DangerousGetHandle();
    }

    public nint Pointer { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose()
    {
        if (_held)
        {
            _held = false;
            _handle.DangerousRelease();
        }
    }
}
