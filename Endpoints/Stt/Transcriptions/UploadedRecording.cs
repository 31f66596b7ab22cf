using StreamServer.Auth.Calls;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Uploads;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Files;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>A recording that has come whole, ready to be heard once, whatever the dialect of the answer.</summary>
internal sealed class UploadedRecording : IDisposable
{
    private readonly HttpContext _context;
    private readonly Stream _upload;
    private readonly IAudioFile? _file;

    private UploadedRecording(HttpContext context, Stream upload, IAudioFile? file, RecordingListener listener, int streams)
    {
        (_context, _upload, _file, Listener, Streams) = (context, upload, file, listener, streams);
    }

    public RecordingListener Listener { get; }

    /// <summary>Channels that are heard apart.</summary>
    public int Streams { get; }

    /// <param name="context">Of the request; its caller holds a place and pays.</param>
    /// <param name="upload">Owned by the caller.</param>
    /// <param name="settings">Validated.</param>
    /// <param name="isRaw">Samples without a container, in the settings' encoding.</param>
    /// <param name="speech">Hears it.</param>
    /// <param name="desk">Makes the terms.</param>
    /// <param name="time">Clock.</param>
    /// <exception cref="StreamException">No recording that can be read, or no leave to have it heard.</exception>
    public static async Task<UploadedRecording> OpenAsync(
        HttpContext context,
        UploadFile upload,
        SttSessionSettings settings,
        bool isRaw,
        SpeechToText speech,
        CallDesk desk,
        TimeProvider time)
    {
        Stream stream = upload.Open();
        IAudioFile? file = isRaw ? null : await AudioFiles.OpenAsync(stream, context.RequestAborted);
        try
        {
            SttSessionSettings heard = file is null
                ? settings
                : settings with
                {
                    Encoding = AudioEncoding.PcmF32le,
                    SampleRate = FbankSpec.SampleRate,
                    Channels = settings.ChannelUse == ChannelUse.Separate ? file.Channels : 1,
                };
            HearingMeter meter = desk.TermsOf(context).MeasureHearing(speech.NameOf(heard));
            await meter.StartAsync(isRaw ? RawLength.Of(heard, upload.Length) : null, context.RequestAborted);
            ILogger<RecordingListener> log = context.RequestServices.GetRequiredService<ILogger<RecordingListener>>();
            RecordingListener listener = new(speech, heard, meter, CallMark.Of(context), time, log);
            return new UploadedRecording(context, stream, file, listener, heard.Streams);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>The utterances, each as soon as it is final; asked for once.</summary>
    public IAsyncEnumerable<SttText> HearAsync() =>
        Listener.HearAsync(_file is null ? BodyAudio.ReadAsync(_upload) : FileAudio.ReadAsync(_file, Streams > 1), _context.RequestAborted);

    public void Dispose() => _file?.Dispose();
}
