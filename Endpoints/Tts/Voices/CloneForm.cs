using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Uploads;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Files;
using StreamServer.Inference.Tts.Cloning;

namespace StreamServer.Endpoints.Tts.Voices;

/// <summary>The form of <c>POST /v1/tts/voices</c>, checked.</summary>
internal sealed record CloneForm
{
    private const string Audio = "audio";
    private const int MaxUnknown = 10;
    private static readonly string[] Members = ["name", Audio, "consent"];

    /// <summary>Peaks below this (-60 dB) are no voice.</summary>
    private const float SilentPeak = 1e-3f;

    private CloneForm(string name, UploadFile file) => (Name, File) = (name, file);

    public string Name { get; }

    private UploadFile File { get; }

    /// <exception cref="StreamException">Names every member that is wrong.</exception>
    public static CloneForm Read(UploadForm form)
    {
        List<KeyValuePair<string, string>> problems = [];
        string name = (form.Get("name") ?? "").Trim();
        UploadFile? file = form.File(Audio);
        Check("name", VoiceName.IsValid(name), VoiceName.Rule);
        Check(Audio, file is not null, "is required: a recording of the voice");
        Check("consent", form.Get("consent") == "true", "must be true: the speaker has agreed to the cloning of this voice");
        foreach (string unknown in form.Names.Except(Members).Take(MaxUnknown).Select(Quote.Short))
        {
            Check(unknown, false, $"is not a member of this request; members are {string.Join(", ", Members)}");
        }

        return problems.Count == 0
            ? new CloneForm(name, file!)
            : throw new StreamException(
                StreamError.ClientBadRequest, string.Join(" ", problems.Select(problem => $"{problem.Key} {problem.Value}.")),
                    problems[0].Key)
            { Problems = problems };

        void Check(string member, bool isRight, string problem)
        {
            if (!isRight)
            {
                problems.Add(new(member, problem));
            }
        }
    }

    /// <summary>The first channel at 16 kHz.</summary>
    /// <exception cref="StreamException">Not audio, too short, too long, or silent.</exception>
    public async Task<float[]> ReadAudioAsync(CancellationToken cancellation)
    {
        using IAudioFile audio = await OpenAsync(File.Open(), cancellation);
        float[] first = ReadFirstChannel(audio);
        double seconds = (double)first.Length / audio.SampleRate;
        if (seconds is < VoiceCloning.LeastSeconds or > VoiceCloning.MostSeconds)
        {
            string length = seconds > VoiceCloning.MostSeconds
                ? $"more than {VoiceCloning.MostSeconds}"
                : FormattableString.Invariant($"{seconds:0.##}");
            throw new StreamException(
                StreamError.ClientBadRequest,
                    $"audio has {length} s; {VoiceCloning.LeastSeconds} to {VoiceCloning.MostSeconds} s are needed.", Audio);
        }

        return System.Numerics.Tensors.TensorPrimitives.MaxMagnitude<float>(first) is > SilentPeak or < -SilentPeak
            ? Resampler.Convert(first, audio.SampleRate, SpeakerMel.SampleRate)
            : throw new StreamException(StreamError.ClientBadRequest, "audio is silent; a voice is needed.", Audio);
    }

    private static async Task<IAudioFile> OpenAsync(Stream upload, CancellationToken cancellation)
    {
        try
        {
            return await AudioFiles.OpenAsync(upload, cancellation);
        }
        catch (StreamException exception) when (exception.Error == StreamError.ClientBadAudio)
        {
            throw new StreamException(StreamError.ClientBadAudio, exception.Message, Audio, exception);
        }
    }

    /// <summary>Stops a little after what is allowed.</summary>
    private static float[] ReadFirstChannel(IAudioFile audio)
    {
        SampleQueue first = new();
        float[] interleaved = new float[4096 * audio.Channels];
        int most = (int)(VoiceCloning.MostSeconds * audio.SampleRate) + 1;
        while (first.Count < most && audio.Read(interleaved) is > 0 and int read)
        {
            Span<float> target = first.Reserve(read / audio.Channels);
            for (int i = 0; i < read / audio.Channels; i++)
            {
                target[i] = interleaved[i * audio.Channels];
            }

            first.Commit(read / audio.Channels);
        }

        return first.Unread.ToArray();
    }
}
