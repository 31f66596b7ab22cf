using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using StreamServer.Endpoints.Tts;
using StreamServer.Endpoints.Tts.Timing;

namespace StreamServer.Endpoints.ElevenLabs;

/// <summary>
/// <c>/stream/with-timestamps</c>: objects of JSON, one a line. Audio goes out as it is made; the times of a chunk come in the object
/// behind its audio, of the text as it is said.
/// </summary>
internal sealed class ElevenLabsTimedBody(PipeWriter body) : IResponseBody
{
    private readonly ArrayBufferWriter<byte> _audio = new();

    public string? ContentType => "application/json; charset=utf-8";

    public IBufferWriter<byte> Writer => _audio;

    public void Start()
    {
    }

    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (_audio.WrittenCount > 0)
        {
            Write(null);
            await body.FlushAsync(cancellation);
        }
    }

    public async ValueTask TellAsync(IReadOnlyList<SpokenWord> words, CancellationToken cancellation)
    {
        Write(TimedText.Of(words));
        await body.FlushAsync(cancellation);
    }

    public ValueTask CompleteAsync(SpeechTotals figures, CancellationToken cancellation) => FlushAsync(cancellation);

    private void Write(TimedText? said)
    {
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteString("audio_base64", Convert.ToBase64String(_audio.WrittenSpan));
            _audio.ResetWrittenCount();
            if (said is not null)
            {
                ElevenLabsAlignment.Write("alignment", said, json);
                ElevenLabsAlignment.Write("normalized_alignment", said, json);
            }

            json.WriteEndObject();
        }

        body.Write("\n"u8);
    }
}
