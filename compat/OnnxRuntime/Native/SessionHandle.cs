using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>A native session and what must outlive it: the environment, shared weights and the names that runs pass down.</summary>
internal sealed unsafe class SessionHandle : SafeHandle
{
    private readonly List<SafeHandle> _needed = [];
    private readonly List<nint> _names = [];

    private SessionHandle(nint session)
        : base(session, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    public static SessionHandle Open(string path, SessionOptions options, PrePackedWeightsContainer weights)
    {
        using var env = new HandleLease(OrtEnv.Instance());
        using var optionsLease = new HandleLease(options);
        using var pathUtf8 = new Utf8Argument(path, stackalloc byte[Utf8Argument.StackBytes]);
        nint session;
        if (weights is null)
        {
            Ort.Check(Ort.Api->CreateSession(env.Pointer, pathUtf8.Pointer, optionsLease.Pointer, &session));
        }
        else
        {
            using var weightsLease = new HandleLease(weights);
            Ort.Check(Ort.Api->CreateSessionWithPrepackedWeightsContainer(
                env.Pointer, pathUtf8.Pointer, optionsLease.Pointer, weightsLease.Pointer, &session));
        }

        return Keep(session, weights);
    }

    public static SessionHandle Open(byte[] model, SessionOptions options, PrePackedWeightsContainer weights)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var env = new HandleLease(OrtEnv.Instance());
        using var optionsLease = new HandleLease(options);
        nint session;
        fixed (byte* bytes = model)
        {
            if (weights is null)
            {
                Ort.Check(Ort.Api->CreateSessionFromArray(env.Pointer, bytes, (nuint)model.Length, optionsLease.Pointer, &session));
            }
            else
            {
                using var weightsLease = new HandleLease(weights);
                Ort.Check(Ort.Api->CreateSessionFromArrayWithPrepackedWeightsContainer(
                    env.Pointer, bytes, (nuint)model.Length, optionsLease.Pointer, weightsLease.Pointer, &session));
            }
        }

        return Keep(session, weights);
    }

    /// <summary>Copies a name to native memory that lives as long as the session.</summary>
    public nint Intern(string name)
    {
        nint text = NativeText.Allocate(name);
        _names.Add(text);
        return text;
    }

    protected override bool ReleaseHandle()
    {
        Ort.Api->ReleaseSession(handle);
        handle = 0;
        _names.ForEach(NativeText.Free);
        _needed.ForEach(needed => needed.DangerousRelease());
        return true;
    }

    private static SessionHandle Keep(nint session, PrePackedWeightsContainer weights)
    {
        var result = new SessionHandle(session);
        result.Need(OrtEnv.Instance());
        if (weights is not null)
        {
            result.Need(weights);
        }

        return result;
    }

    private void Need(SafeHandle needed)
    {
        bool held = false;
        needed.DangerousAddRef(ref held);
        _needed.Add(needed);
    }
}
