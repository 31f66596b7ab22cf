using StreamServer.Inference.Onnx;
using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Transcripts;
using StreamServer.Tests.Stt.Models.Nemo;

namespace StreamServer.Tests.Stt.Models.NemoTdt;

/// <summary>
/// A random transducer with the tensors of Parakeet TDT (smaller), in both exports, and the published search over the same
/// weights in plain loops.
/// </summary>
internal sealed class TdtTestModel(int seed)
{
    private const int Bins = 128;
    private const int Size = 24;
    private const int Layers = 2;
    private const int Hidden = 10;
    private const int Durations = 5;
    private const int MaxTokens = 10;

    private static readonly string[] Pieces = ["<unk>", "▁he", "llo", "▁wor", "ld", "▁x", "q", "s", "<blk>"];

    private readonly RandomWeights _weights = new(seed);

    private static int Blank => Pieces.Length - 1;

    private static int Scores => Pieces.Length + Durations;

    private NemoEncoderGraph Encoder => new(_weights, Bins, Size, stride: 8);

    /// <summary>NeMo's export with onnx-asr's config.json.</summary>
    /// <param name="fixedCell">The cell state takes one row only, as in some exports.</param>
    public EngineModel Fused(bool fixedCell = false) => AddEncoder(new EngineModel("nemo-tdt"))
        .Text("config", "config.json",
            """{"model_type":"nemo-conformer-tdt","features_size":128,"subsampling_factor":8,"max_tokens_per_step":10}""")
        .Graph("decoder_joint", graph =>
        {
            string frames = graph.Input("encoder_outputs", OnnxType.Float, "batch", Size, "time");
            string prediction = AddPrediction(graph, ["input_states_1", "input_states_2", "output_states_1", "output_states_2"],
                fixedCell ? 1 : "batch");
            AddJoint(graph, frames, prediction);
        });

    /// <summary>sherpa-onnx's export, names included.</summary>
    public EngineModel Split() => AddEncoder(new EngineModel("nemo-tdt"))
        .Graph("decoder", graph =>
        {
            // The order of outputs is what counts.
            graph.Output("outputs", OnnxType.Float, "batch", Hidden, "labels");
            graph.Node("Identity", [AddPrediction(graph, ["states.1", "onnx::Slice_3", "states", "162"], "batch")], "outputs");
        })
        .Graph("joiner", graph =>
        {
            string frames = graph.Input("encoder_outputs", OnnxType.Float, "batch", Size, "time");
            AddJoint(graph, frames, graph.Input("decoder_outputs", OnnxType.Float, "batch", Hidden, "labels"));
        });

    /// <summary>What the search must find in one utterance.</summary>
    public List<SttToken> Define(float[] samples)
    {
        double[][] encoded = Encoder.Define(samples, new NemoMelSpec(Bins));
        List<SttToken> found = [];
        (int time, int emitted, int previous) = (0, 0, Blank);
        (double[] first, double[] second) = (new double[Layers * Hidden], new double[Layers * Hidden]);
        while (time < encoded.Length)
        {
            (double[] scores, double[] nextFirst, double[] nextSecond) = Score(encoded[time], previous, first, second);
            double[] tokens = scores[..Pieces.Length];
            int token = Array.IndexOf(tokens, tokens.Max());
            int step = Array.IndexOf(scores[Pieces.Length..], scores[Pieces.Length..].Max());
            if (token != Blank)
            {
                (first, second, previous) = (nextFirst, nextSecond, token);
                emitted++;
                double log = scores[token] - Math.Log(tokens.Sum(Math.Exp));
                found.Add(new SttToken(Pieces[token], 0.08f * time, 0.08f * (time + Math.Max(1, step)), (float)log));
            }

            if (step > 0)
            {
                (time, emitted) = (time + step, 0);
            }
            else if (token == Blank || emitted == MaxTokens)
            {
                (time, emitted) = (time + 1, 0);
            }
        }

        return [.. found.Where(token => token.Piece != "<unk>")];
    }

    private (double[] Scores, double[] First, double[] Second) Score(double[] frame, int previous, double[] first, double[] second)
    {
        double[] prediction = new double[Hidden];
        (double[] nextFirst, double[] nextSecond) = (new double[Layers * Hidden], new double[Layers * Hidden]);
        for (int i = 0; i < Layers * Hidden; i++)
        {
            double x = _weights.Get("embedding", Pieces.Length * Hidden, 2)[(previous * Hidden) + (i % Hidden)];
            nextFirst[i] = Math.Tanh(x + (first[i] * Vector("a")[i]) + (second[i] * Vector("b")[i]));
            nextSecond[i] = (0.5 * second[i]) + (Math.Tanh(x + first[i]) * Vector("c")[i]);
            prediction[i % Hidden] += nextFirst[i] * Vector("d")[i];
        }

        double[] joint = [.. _weights.Product(frame, "joint_encoder", Hidden).Zip(prediction, (a, b) => Math.Tanh(a + b))];
        return (_weights.Product(joint, "joint_output", Scores, 2), nextFirst, nextSecond);
    }

    private float[] Vector(string name) => _weights.Get(name, Layers * Hidden, 1);

    private EngineModel AddEncoder(EngineModel model) => model
        .Tokens(Pieces)
        .Graph("encoder", graph =>
        {
            Encoder.Add(graph, "outputs");
            Encoder.AddLengths(graph, "encoded_lengths");
            graph.Output("outputs", OnnxType.Float, "batch", Size, "frames");
            graph.Output("encoded_lengths", OnnxType.Int64, "batch");
            graph.Metadata("subsampling_factor", "8");
            graph.Metadata("normalize_type", "per_feature");
            graph.Metadata("model_type", "EncDecRNNTBPEModel");
            graph.Metadata("vocab_size", $"{Blank}");
            graph.Metadata("pred_rnn_layers", $"{Layers}");
            graph.Metadata("pred_hidden", $"{Hidden}");
            graph.Metadata("feat_dim", $"{Bins}");
        });

    /// <summary>The prediction network: [B, hidden, 1]; the real one is two layers of LSTM.</summary>
    /// <param name="graph">Receives inputs, nodes and outputs.</param>
    /// <param name="states">Names of the two states that go in and of the two that come out.</param>
    /// <param name="cellBatch">Batch dimension of the second state.</param>
    private string AddPrediction(OnnxGraphWriter graph, string[] states, OnnxDimension cellBatch)
    {
        string targets = graph.Input("targets", OnnxType.Int32, "batch", "labels");
        string length = graph.Input("target_length", OnnxType.Int32, "batch");
        string first = graph.Input(states[0], OnnxType.Float, Layers, "batch", Hidden);
        string second = graph.Input(states[1], OnnxType.Float, Layers, cellBatch, Hidden);
        string embedding = _weights.Add(graph, "embedding", 2, Pieces.Length, Hidden);
        string x = graph.Node("Reshape", [graph.Node("Gather", [embedding, targets], "embedded"), graph.Longs("row", -1, Hidden)], "x");
        string Scaled(string value, string name) =>
            graph.Node("Mul", [value, _weights.Add(graph, name, 1, Layers, 1, Hidden)], $"{value}.{name}");
        string sum = graph.Node("Add", [graph.Node("Add", [x, Scaled(first, "a")], "sum_a"), Scaled(second, "b")], "sum_b");
        graph.Node("Tanh", [sum], states[2]);
        string gate = graph.Node("Tanh", [graph.Node("Add", [x, first], "sum_c")], "gate");
        string half = graph.Node("Mul", [second, graph.Floats("half", [0.5f])], "half_second");
        graph.Node("Add", [half, Scaled(gate, "c")], states[3]);
        graph.Node("Identity", [length], "prednet_lengths");
        graph.Output("prednet_lengths", OnnxType.Int32, "batch");
        graph.Output(states[2], OnnxType.Float, Layers, "batch", Hidden);
        graph.Output(states[3], OnnxType.Float, Layers, cellBatch, Hidden);
        string both = graph.Node("ReduceSum", [Scaled(states[2], "d"), graph.Longs("layer_axis", 0)], "both",
            OnnxAttribute.Of("keepdims", 0L));
        return graph.Node("Unsqueeze", [both, graph.Longs("label_axis", 2)], "prediction");
    }

    /// <summary>The joint network: [B, T, U, tokens + durations].</summary>
    private void AddJoint(OnnxGraphWriter graph, string frames, string predictions)
    {
        string byTime = graph.Node("Transpose", [frames], "by_time", OnnxAttribute.Ints("perm", 0, 2, 1));
        string projected = graph.Node("MatMul", [byTime, _weights.Add(graph, "joint_encoder", 0.5f, Size, Hidden)], "projected");
        string left = graph.Node("Unsqueeze", [projected, graph.Longs("axis_2", 2)], "left");
        string byLabel = graph.Node("Transpose", [predictions], "by_label", OnnxAttribute.Ints("perm", 0, 2, 1));
        string right = graph.Node("Unsqueeze", [byLabel, graph.Longs("axis_1", 1)], "right");
        string joint = graph.Node("Tanh", [graph.Node("Add", [left, right], "joint_sum")], "joint");
        graph.Node("MatMul", [joint, _weights.Add(graph, "joint_output", 2, Hidden, Scores)], "outputs");
        graph.Output("outputs", OnnxType.Float, "batch", "time", "labels", Scores);
    }
}
