using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using StreamServer.Endpoints.Tts.Timing;

namespace StreamServer.Endpoints.Tts;

/// <summary>
/// The container's bytes as server-sent events: <c>speech.audio.delta</c> with base64, where they were asked for
/// <c>speech.audio.words</c> behind each chunk, then <c>speech.audio.done</c>.
/// </summary>
internal sealed class SpeechEventBody(PipeWriter body, int textLength) : IResponseBody
{
    /// <summary>Semantic tokens in a second: what OpenAI's <c>output_tokens</c> counts here.</summary>
    private const int TokensPerSecond = 50;

    private readonly ArrayBufferWriter<byte> _audio = new();

    public string? ContentType => "text/event-stream";

    public IBufferWriter<byte> Writer => _audio;

    public void Start()
    {
    }

    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (_audio.WrittenCount == 0)
        {
            return;
        }

        body.Write("data: {\"type\":\"speech.audio.delta\",\"audio\":\""u8);
        Base64.EncodeToUtf8(
            _audio.WrittenSpan, body.GetSpan(Base64.GetMaxEncodedToUtf8Length(_audio.WrittenCount)), out _, out int written);
        body.Advance(written);
        body.Write("\"}\n\n"u8);
        _audio.ResetWrittenCount();
        await body.FlushAsync(cancellation);
    }

    public async ValueTask TellAsync(IReadOnlyList<SpokenWord> words, CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        body.Write("data: "u8);
        WordJson.WriteEvent("speech.audio.words", words, body);
        body.Write("\n\n"u8);
        await body.FlushAsync(cancellation);
    }

    public async ValueTask CompleteAsync(SpeechTotals figures, CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        int tokens = (int)Math.Round(figures.AudioSeconds * TokensPerSecond);
        if (figures.IsCutShort)
        {
            body.Write(Encoding.UTF8.GetBytes(
                $"data: {{\"type\":\"error\",\"error\":{{\"code\":\"{SpeechTotals.CutShortReason}\","
                + "\"message\":\"The server is stopping; not everything was spoken.\"}}\n\n"));
        }

        body.Write(Encoding.UTF8.GetBytes(
            $"data: {{\"type\":\"speech.audio.done\",\"usage\":{{\"input_tokens\":{textLength},\"output_tokens\":{tokens},"
            + $"\"total_tokens\":{textLength + tokens}}}}}\n\n"));
        await body.FlushAsync(cancellation);
    }
}
