namespace Concentus;

/// <summary>A failure of the codec with its raw code.</summary>
public class OpusException : Exception
{
    internal OpusException(string message, int opusError)
        : base(message)
    {
        OpusErrorCode = opusError;
    }

    /// <summary>One of <see cref="Enums.OpusError"/>.</summary>
    public int OpusErrorCode { get; private set; }
}
