using StreamServer.Endpoints.Commands.Bench;
using StreamServer.Inference;

namespace StreamServer.Models.Commands;

/// <summary><c>models …</c>: lists, fetches, checks, removes, chooses, measures and converts models.</summary>
internal static class ModelsCommand
{
    public const string Usage = """
        usage: ./run.sh models COMMAND
          list                        what the manifest knows, what is on disk, what is in use (*)
          pull NAME [--accept-licence]
                                      fetch a model (resumable, checked), and what it needs
          verify [NAME…]              compare the files with the manifest's sizes and hashes
          remove NAME                 delete a fetched or converted model
          use NAME                    make it the server's choice, in .env
          bench NAME [--seconds N]    time and memory of running it here
          convert spark-tts --from DIR [--name NAME] [--out DIR] [--weights fp32|int8|int4] [--head fp32|int8] [--full-head] [--like NAME]
                                      a Spark-TTS checkpoint (safetensors) to what this server runs best; prompts, voices
                                      and sampling are those of the entry --like names (spark-tts-0.5b)
          convert ap-bwe --from FILE [--name NAME] [--out DIR]
                                      an AP-BWE checkpoint (16 to 48 kHz) likewise
        SenseVoice, Parakeet, wav2vec2, zipformer and Silero need no conversion: their published ONNX files are loaded as they are.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        using CancellationTokenSource interrupted = new();
        void Interrupt(object? sender, ConsoleCancelEventArgs e)
        {
            // A second Ctrl-C ends the process at once.
            e.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        }

        Console.CancelKeyPress += Interrupt;
        try
        {
            return await RunAsync(args, ModelsContext.FromConsole(), interrupted.Token);
        }
        catch (StreamException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Interrupted.");
            return 130;
        }
        finally
        {
            Console.CancelKeyPress -= Interrupt;
        }
    }

    /// <returns>0 when all is well, 1 when something is wrong with a model, 2 for a command that there is not.</returns>
    /// <exception cref="StreamException">Something is wrong with the arguments, with a model or with the disk.</exception>
    public static async Task<int> RunAsync(string[] args, ModelsContext context, CancellationToken cancellation)
    {
        try
        {
            return await DispatchAsync(args, context, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StreamException(StreamError.Internal, exception.Message, inner: exception);
        }
    }

    private static Task<int> DispatchAsync(string[] args, ModelsContext context, CancellationToken cancellation) => args switch
    {
        ["list"] => ListModels.RunAsync(context),
        ["pull", var name] => PullModel.RunAsync(context, name, licenceAccepted: false, cancellation),
        ["pull", var name, "--accept-licence"] => PullModel.RunAsync(context, name, licenceAccepted: true, cancellation),
        ["pull", "--accept-licence", var name] => PullModel.RunAsync(context, name, licenceAccepted: true, cancellation),
        ["verify", .. var names] => VerifyModels.RunAsync(context, names),
        ["remove", var name] => RemoveModel.RunAsync(context, name),
        ["use", var name] => UseModel.RunAsync(context, name),
        ["bench", var name] => BenchModel.RunAsync(context, name, null, cancellation),
        ["bench", var name, "--seconds", var seconds] => BenchModel.RunAsync(context, name, seconds, cancellation),
        ["convert", .. var rest] => ConvertModel.RunAsync(context, rest),
        _ => HelpAsync(context),
    };

    private static Task<int> HelpAsync(ModelsContext context)
    {
        context.Output.WriteLine(Usage);
        return Task.FromResult(2);
    }
}
