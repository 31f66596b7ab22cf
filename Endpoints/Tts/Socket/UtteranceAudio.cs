using System.Buffers;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Post;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>Samples of one utterance to the bytes of one container.</summary>
internal sealed class UtteranceAudio : IDisposable
{
    private readonly AudioOutput _output;
    private readonly ArrayBufferWriter<byte> _bytes = new(8192);
    private bool _isStarted;

    public UtteranceAudio(SpeechOrder call, SpeechModels models) => _output = call.OpenOutput(models);

    /// <returns>Valid until the next call.</returns>
    public async ValueTask<ReadOnlyMemory<byte>> EncodeAsync(ReadOnlyMemory<float> samples, CancellationToken cancellation)
    {
        _bytes.ResetWrittenCount();
        Start();
        await _output.WriteAsync(samples, _bytes, cancellation);
        return _bytes.WrittenMemory;
    }

    /// <summary>The end of the container; empty when nothing was ever encoded.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> FinishAsync(CancellationToken cancellation)
    {
        _bytes.ResetWrittenCount();
        if (_isStarted)
        {
            await _output.FinishAsync(_bytes, cancellation);
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
