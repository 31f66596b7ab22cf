namespace StreamServer.Models.Conversion.Checkpoints.Torch;

/// <summary>A name of a Python class or function in a pickle. It is only ever compared, never run.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}
