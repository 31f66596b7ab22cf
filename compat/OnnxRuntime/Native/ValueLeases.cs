namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Keeps several values alive for one call; see <see cref="HandleLease"/>.</summary>
internal ref struct ValueLeases
{
    private readonly OrtValue[] _values;
    private int _held;

    public ValueLeases(IReadOnlyCollection<OrtValue> values)
    {
        _values = [.. values];
        Pointers = new nint[_values.Length];
        try
        {
            foreach (OrtValue value in _values)
            {
                bool held = false;
                value.Handle.DangerousAddRef(ref held);
                Pointers[_held++] = value.Handle.DangerousGetHandle();
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public nint[] Pointers { get; }

    public void Dispose()
    {
        while (_held > 0)
        {
            _values[--_held].Handle.DangerousRelease();
        }
    }
}
