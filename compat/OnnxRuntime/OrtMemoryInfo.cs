using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Says what kind of memory something lies in: allocator, device, type.</summary>
public unsafe class OrtMemoryInfo : SafeHandle
{
    public static readonly byte[] allocatorCPU = "Cpu\0"u8.ToArray();
    public static readonly byte[] allocatorCUDA = "Cuda\0"u8.ToArray();
    public static readonly byte[] allocatorCUDA_PINNED = "CudaPinned\0"u8.ToArray();

    private static readonly Lazy<OrtMemoryInfo> Cpu = new(CreateCpu);

    // Not null when the native object belongs to it; kept so that it lives as long as this view.
    private readonly object _owner;

    /// <param name="utf8AllocatorName">Zero-terminated, such as <see cref="allocatorCUDA"/>.</param>
    public OrtMemoryInfo(byte[] utf8AllocatorName, OrtAllocatorType allocatorType, int deviceId, OrtMemType memoryType)
        : base(0, ownsHandle: true)
    {
        ArgumentNullException.ThrowIfNull(utf8AllocatorName);
        if (!utf8AllocatorName.AsSpan().Contains((byte)0))
        {
            throw new ArgumentException("The allocator's name must end with a zero byte.", nameof(utf8AllocatorName));
        }

        nint info;
        fixed (byte* name = utf8AllocatorName)
        {
            Ort.Check(Ort.Api->CreateMemoryInfo(name, allocatorType, deviceId, memoryType, &info));
        }

        SetHandle(info);
    }

    public OrtMemoryInfo(string allocatorName, OrtAllocatorType allocatorType, int deviceId, OrtMemType memoryType)
        : base(0, ownsHandle: true)
    {
        using var name = new Utf8Argument(allocatorName, stackalloc byte[Utf8Argument.StackBytes]);
        nint info;
        Ort.Check(Ort.Api->CreateMemoryInfo(name.Pointer, allocatorType, deviceId, memoryType, &info));
        SetHandle(info);
    }

    /// <param name="owner">What the native object belongs to, or null if it belongs to the new instance.</param>
    internal OrtMemoryInfo(nint info, object owner)
        : base(info, ownsHandle: true) => _owner = owner;

    /// <summary>CPU memory.</summary>
    public static OrtMemoryInfo DefaultInstance => Cpu.Value;

    public override bool IsInvalid => handle == 0;

    public string Name
    {
        get
        {
            using var self = new HandleLease(this);
            byte* name;
            Ort.Check(Ort.Api->MemoryInfoGetName(self.Pointer, &name));
            return NativeText.Read(name);
        }
    }

    /// <summary>The device's number.</summary>
    public int Id
    {
        get
        {
            using var self = new HandleLease(this);
            int id;
            Ort.Check(Ort.Api->MemoryInfoGetId(self.Pointer, &id));
            return id;
        }
    }

    public OrtMemType GetMemoryType()
    {
        using var self = new HandleLease(this);
        OrtMemType type;
        Ort.Check(Ort.Api->MemoryInfoGetMemType(self.Pointer, &type));
        return type;
    }

    public OrtAllocatorType GetAllocatorType()
    {
        using var self = new HandleLease(this);
        OrtAllocatorType type;
        Ort.Check(Ort.Api->MemoryInfoGetType(self.Pointer, &type));
        return type;
    }

    public override bool Equals(object obj) => obj is OrtMemoryInfo other && Equals(other);

    public bool Equals(OrtMemoryInfo other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        using var self = new HandleLease(this);
        using var with = new HandleLease(other);
        int difference;
        Ort.Check(Ort.Api->CompareMemoryInfo(self.Pointer, with.Pointer, &difference));
        return difference == 0;
    }

    public override int GetHashCode() => HashCode.Combine(Name, Id, GetMemoryType());

    protected override bool ReleaseHandle()
    {
        if (_owner is null)
        {
            Ort.Api->ReleaseMemoryInfo(handle);
        }

        handle = 0;
        return true;
    }

    private static OrtMemoryInfo CreateCpu()
    {
        nint info;
        Ort.Check(Ort.Api->CreateCpuMemoryInfo(OrtAllocatorType.DeviceAllocator, OrtMemType.Cpu, &info));
        return new OrtMemoryInfo(info, owner: null);
    }
}
