using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// Inputs and outputs of a session, bound by name once and used by every run until they are bound anew. Not for several threads at once.
/// Bound values must live as long as runs use them.
/// </summary>
public unsafe class OrtIoBinding : SafeHandle
{
    private readonly SessionHandle _session;

    internal OrtIoBinding(SessionHandle session)
        : base(0, ownsHandle: true)
    {
        using var lease = new HandleLease(session);
        nint binding;
        Ort.Check(Ort.Api->CreateIoBinding(lease.Pointer, &binding));
        SetHandle(binding);

        // The native binding points into the session.
        bool held = false;
        session.DangerousAddRef(ref held);
        _session = session;
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>A tensor in memory of another device is copied now; later changes of it are not seen.</summary>
    /// <exception cref="OnnxRuntimeException">
    /// The model has no such input. The binding takes no more inputs then until <see cref="ClearBoundInputs"/>.
    /// </exception>
    public void BindInput(string name, OrtValue ortValue)
    {
        ArgumentNullException.ThrowIfNull(ortValue);
        using var self = new HandleLease(this);
        using var nameUtf8 = new Utf8Argument(name, stackalloc byte[Utf8Argument.StackBytes]);
        using var value = new HandleLease(ortValue.Handle);
        Ort.Check(Ort.Api->BindInput(self.Pointer, nameUtf8.Pointer, value.Pointer));
    }

    /// <summary>Binds an input to allocated memory, which must outlive the runs.</summary>
    public void BindInput(string name, TensorElementType elementType, long[] shape, OrtMemoryAllocation allocation)
    {
        using OrtValue value = Wrap(elementType, shape, allocation);
        BindInput(name, value);
    }

    public void SynchronizeBoundInputs()
    {
        using var self = new HandleLease(this);
        Ort.Check(Ort.Api->SynchronizeBoundInputs(self.Pointer));
    }

    /// <summary>The run writes into this value, whose shape must be the output's. An unknown name fails in the run, not here.</summary>
    public void BindOutput(string name, OrtValue ortValue)
    {
        ArgumentNullException.ThrowIfNull(ortValue);
        using var self = new HandleLease(this);
        using var nameUtf8 = new Utf8Argument(name, stackalloc byte[Utf8Argument.StackBytes]);
        using var value = new HandleLease(ortValue.Handle);
        Ort.Check(Ort.Api->BindOutput(self.Pointer, nameUtf8.Pointer, value.Pointer));
    }

    /// <summary>Binds an output to allocated memory, which must outlive the runs.</summary>
    public void BindOutput(string name, TensorElementType elementType, long[] shape, OrtMemoryAllocation allocation)
    {
        using OrtValue value = Wrap(elementType, shape, allocation);
        BindOutput(name, value);
    }

    /// <summary>Leaves the output's memory to ONNX Runtime, on this device; <see cref="GetOutputValues"/> gives it.</summary>
    public void BindOutputToDevice(string name, OrtMemoryInfo memInfo)
    {
        using var self = new HandleLease(this);
        using var nameUtf8 = new Utf8Argument(name, stackalloc byte[Utf8Argument.StackBytes]);
        using var memory = new HandleLease(memInfo);
        Ort.Check(Ort.Api->BindOutputToDevice(self.Pointer, nameUtf8.Pointer, memory.Pointer));
    }

    public void SynchronizeBoundOutputs()
    {
        using var self = new HandleLease(this);
        Ort.Check(Ort.Api->SynchronizeBoundOutputs(self.Pointer));
    }

    /// <summary>Names of the bound outputs in the order of their binding.</summary>
    public string[] GetOutputNames()
    {
        using var self = new HandleLease(this);
        using var allocator = new HandleLease(OrtAllocator.DefaultInstance);
        byte* text;
        nuint* lengths;
        nuint count;
        Ort.Check(Ort.Api->GetBoundOutputNames(self.Pointer, allocator.Pointer, &text, &lengths, &count));
        try
        {
            var names = new string[(int)count];
            byte* next = text;
            for (int i = 0; i < names.Length; i++)
            {
                // The names stand one after the other without terminators.
                names[i] = Marshal.PtrToStringUTF8((nint)next, (int)lengths[i]);
                next += lengths[i];
            }

            return names;
        }
        finally
        {
            OrtAllocator.FreeMemory(allocator.Pointer, (nint)text);
            OrtAllocator.FreeMemory(allocator.Pointer, (nint)lengths);
        }
    }

    /// <summary>The outputs of the last run in the order of their binding.</summary>
    public IDisposableReadOnlyCollection<OrtValue> GetOutputValues()
    {
        using var self = new HandleLease(this);
        using var allocator = new HandleLease(OrtAllocator.DefaultInstance);
        nint* values;
        nuint count;
        Ort.Check(Ort.Api->GetBoundOutputValues(self.Pointer, allocator.Pointer, &values, &count));
        try
        {
            return OrtValue.TakeAll(new Span<nint>(values, (int)count));
        }
        finally
        {
            OrtAllocator.FreeMemory(allocator.Pointer, (nint)values);
        }
    }

    public void ClearBoundInputs()
    {
        using var self = new HandleLease(this);
        Ort.Api->ClearBoundInputs(self.Pointer);
    }

    public void ClearBoundOutputs()
    {
        using var self = new HandleLease(this);
        Ort.Api->ClearBoundOutputs(self.Pointer);
    }

    protected override bool ReleaseHandle()
    {
        Ort.Api->ReleaseIoBinding(handle);
        handle = 0;
        _session.DangerousRelease();
        return true;
    }

    private static OrtValue Wrap(TensorElementType elementType, long[] shape, OrtMemoryAllocation allocation)
    {
        ArgumentNullException.ThrowIfNull(allocation);
        using OrtMemoryInfo info = allocation.Info;
        using var memory = new HandleLease(allocation);
        return OrtValue.CreateTensorValueWithData(info, elementType, shape, memory.Pointer, allocation.Size);
    }
}
