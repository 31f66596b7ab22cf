using System.Buffers;
using StreamServer.Inference.Tts.Post;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>Samples of one utterance to the bytes of one container.</summary>
internal sealed class UtteranceAudio : IDisposable
{
    private readonly AudioOutput _output;
    private readonly ArrayBufferWriter<byte> _bytes = new(8192);
    private bool _isStarted;

    public UtteranceAudio(SpeechCall call, int inputRate) =>
        _output = call.OpenOutput(inputRate);

    /// <returns>Valid until the next call.</returns>
    public ReadOnlyMemory<byte> Encode(ReadOnlySpan<float> samples)
    {
        _bytes.ResetWrittenCount();
        Start();
        _output.Write(samples, _bytes);
        return _bytes.WrittenMemory;
    }

    /// <summary>The end of the container; empty when nothing was ever encoded.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        _bytes.ResetWrittenCount();
        if (_isStarted)
        {
            _output.Finish(_bytes);
        }

        return _bytes.WrittenMemory;
    }

    public void Dispose() => _output.Dispose();

    private void Start()
    {
        if (!_isStarted)
        {
            _isStarted = true;
            _output.Start(_bytes, null);
        }
    }
}
