using Microsoft.ML.OnnxRuntime;
using StreamServer.Inference.Runtime;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt.Vad;

/// <summary>
/// Silero VAD v5/v6: one row of a batch is one stream. Recurrent state and 64 samples of context stay with the stream and are
/// gathered before a run and scattered after it. One thread at a time.
/// </summary>
internal sealed class SileroVad : IDisposable
{
    /// <summary>Samples of one window: 32 ms at 16 kHz.</summary>
    public const int Window = 512;

    /// <summary>Last samples of the previous window, in front of the next (silero <c>utils_vad.py</c>, <c>OnnxWrapper</c>).</summary>
    public const int Context = 64;

    /// <summary>Values of one stream's state: [2, 128].</summary>
    public const int StateSize = 2 * StateHalf;

    /// <summary>Streams of one run.</summary>
    public const int MaxRows = 64;

    private const int StateHalf = 128;

    private readonly OnnxGraph _graph;
    private readonly bool _takesRate;
    private readonly Batch?[] _batches = new Batch?[MaxRows + 1];

    public SileroVad(ModelEntry model, OnnxSessions sessions)
    {
        _graph = sessions.Open(model, "model", threads: 1);
        if (!_graph.Inputs.Contains("input") || !_graph.Inputs.Contains("state"))
        {
            string names = string.Join(", ", _graph.Inputs);
            _graph.Dispose();
            throw new StreamException(
                StreamError.ServerNotReady,
                $"Model '{model.Name}' has the inputs {names}; Silero VAD v5 or v6 has input, state and sr.");
        }

        _takesRate = _graph.Inputs.Contains("sr");
    }

    /// <summary>Runs the next window of every stream.</summary>
    /// <param name="streams">At most <see cref="MaxRows"/>, each once. Their state and context are updated.</param>
    /// <param name="windows">The next <see cref="Window"/> samples of each.</param>
    /// <param name="probabilities">Receives the speech probability of each.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ModelFailed"/>; no state has changed.</exception>
    public void Run(ReadOnlySpan<VadState> streams, ReadOnlySpan<ReadOnlyMemory<float>> windows, Span<float> probabilities)
    {
        Batch batch = _batches[streams.Length] ??= new Batch(streams.Length, _takesRate);
        for (int row = 0; row < streams.Length; row++)
        {
            Span<float> input = batch.Input.AsSpan(row * (Context + Window), Context + Window);
            streams[row].Context.CopyTo(input);
            windows[row].Span[..Window].CopyTo(input[Context..]);
            for (int half = 0; half < 2; half++)
            {
                streams[row].State.AsSpan(half * StateHalf, StateHalf).CopyTo(batch.State.AsSpan(((half * batch.Rows) + row) * StateHalf));
            }
        }

        _graph.Run(batch.InputNames, batch.Inputs, Batch.OutputNames, batch.Outputs);
        for (int row = 0; row < streams.Length; row++)
        {
            windows[row].Span.Slice(Window - Context, Context).CopyTo(streams[row].Context);
            for (int half = 0; half < 2; half++)
            {
                batch.NextState.AsSpan(((half * batch.Rows) + row) * StateHalf, StateHalf)
                    .CopyTo(streams[row].State.AsSpan(half * StateHalf));
            }

            probabilities[row] = batch.Output[row];
        }
    }

    public void Dispose()
    {
        foreach (Batch? batch in _batches)
        {
            batch?.Dispose();
        }

        _graph.Dispose();
    }

    /// <summary>Tensors for one number of rows, made once.</summary>
    private sealed class Batch : IDisposable
    {
        public static readonly string[] OutputNames = ["output", "stateN"];

        public Batch(int rows, bool takesRate)
        {
            Rows = rows;
            Input = new float[rows * (Context + Window)];
            State = new float[rows * StateSize];
            NextState = new float[rows * StateSize];
            Output = new float[rows];
            OrtValue input = OrtValue.CreateTensorValueFromMemory(Input, [rows, Context + Window]);
            OrtValue state = OrtValue.CreateTensorValueFromMemory(State, [2, rows, StateHalf]);
            (InputNames, Inputs) = takesRate
                ? (["input", "state", "sr"], [input, state, OrtValue.CreateTensorValueFromMemory(new long[] { 16000 }, [])])
                : ((string[])["input", "state"], (OrtValue[])[input, state]);
            Outputs =
            [
                OrtValue.CreateTensorValueFromMemory(Output, [rows, 1]),
                OrtValue.CreateTensorValueFromMemory(NextState, [2, rows, StateHalf]),
            ];
        }

        public int Rows { get; }

        public float[] Input { get; }

        public float[] State { get; }

        public float[] NextState { get; }

        public float[] Output { get; }

        public string[] InputNames { get; }

        public OrtValue[] Inputs { get; }

        public OrtValue[] Outputs { get; }

        public void Dispose()
        {
            foreach (OrtValue value in Inputs.Concat(Outputs))
            {
                value.Dispose();
            }
        }
    }
}
