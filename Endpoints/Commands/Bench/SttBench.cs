using StreamServer.Inference.Audio;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Transcripts;
using StreamServer.Models;
using StreamServer.Models.Commands;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Commands.Bench;

/// <summary>Whole utterances through one engine: sentences of the first speech model, alone and in a batch.</summary>
internal static class SttBench
{
    private const int SampleRate = 16000;
    private const int BatchSize = 4;

    public static async Task RunAsync(ModelsContext context, ModelEntry model, BenchRun run, CancellationToken cancellation)
    {
        float[][] speech = await SpeechAsync(context, cancellation);
        using ISttModel engine = SttModels.Create(model, new OnnxSessions(new RuntimeOptions()), Environment.ProcessorCount);
        foreach (int batch in (int[])[1, BatchSize])
        {
            int next = 0;
            await run.RepeatAsync($"{model.Name}, {batch} at once", () =>
            {
                // A new utterance each time: an engine must not find what it did before.
                SttJob[] jobs = [.. Enumerable.Range(0, batch).Select(stream => new SttJob(
                    new SttUtterance(stream), SttJobKind.Final, speech[(next + stream) % speech.Length], SttJobOptions.Default, _ => { }))];
                next++;
                engine.Transcribe(jobs, new SttTranscript[batch]);
                return Task.FromResult(jobs.Sum(job => (double)job.Samples.Length / SampleRate));
            });
        }

        run.SayMemory();
    }

    private static async Task<float[][]> SpeechAsync(ModelsContext context, CancellationToken cancellation)
    {
        ModelEntry voice = context.Manifest.Models.FirstOrDefault(model => model.Role == ModelRole.TtsLm
            && ModelStates.Of(model, context.Manifest.Folder) == ModelState.Ready)
            ?? throw new CommandException("There is no speech model on disk to make something to hear.");
        await using SpokenSentences sentences = SpokenSentences.Load(context, voice, cancellation);
        float[][] speech = new float[BatchSize][];
        for (int i = 0; i < speech.Length; i++)
        {
            (float[] samples, _) = await sentences.SpeakAsync(context.Time, cancellation);
            Resampler resampler = new(sentences.SampleRate, SampleRate);
            resampler.Push(samples);
            resampler.Flush();
            speech[i] = new float[resampler.Available];
            resampler.Pull(speech[i]);
        }

        return speech;
    }
}
