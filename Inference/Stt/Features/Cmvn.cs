using System.Globalization;
using System.Numerics.Tensors;

namespace StreamServer.Inference.Stt.Features;

/// <summary>
/// Cepstral mean and variance normalisation with statistics from training: y = (x + shift) · scale. Immutable, thread-safe.
/// </summary>
internal sealed class Cmvn
{
    private readonly float[] _shift;
    private readonly float[] _scale;

    private Cmvn(float[] shift, float[] scale)
    {
        _shift = shift;
        _scale = scale;
    }

    /// <summary>Values of a row.</summary>
    public int Columns => _shift.Length;

    /// <summary>From the comma-separated <c>neg_mean</c> and <c>inv_stddev</c> of a sherpa-onnx export.</summary>
    /// <exception cref="FormatException">Not numbers, or not equally many.</exception>
    public static Cmvn FromMetadata(string negativeMean, string inverseDeviation) =>
        Create(Numbers(negativeMean.Split(',')), Numbers(inverseDeviation.Split(',')));

    /// <summary>
    /// From FunASR's <c>am.mvn</c>: the numbers on the <c>&lt;LearnRateCoef&gt;</c> lines after <c>&lt;AddShift&gt;</c> and
    /// <c>&lt;Rescale&gt;</c>.
    /// </summary>
    /// <exception cref="FormatException">The file is not of that kind.</exception>
    public static Cmvn FromKaldi(IEnumerable<string> lines)
    {
        float[]? shift = null;
        float[]? scale = null;
        string section = "";
        foreach (string line in lines)
        {
            string[] items = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (items.Length == 0)
            {
                continue;
            }

            if (items[0] is "<AddShift>" or "<Rescale>")
            {
                section = items[0];
            }
            else if (items[0] == "<LearnRateCoef>")
            {
                // <LearnRateCoef> 0 [ numbers ]
                float[] values = Numbers(items[3..^1]);
                (shift, scale) = section == "<AddShift>" ? (values, scale) : (shift, values);
            }
        }

        return shift is not null && scale is not null
            ? Create(shift, scale)
            : throw new FormatException("There is no <AddShift> and <Rescale> with a <LearnRateCoef> line.");
    }

    /// <summary>Normalises one row in place.</summary>
    public void Apply(Span<float> row) => TensorPrimitives.AddMultiply(row, _shift, _scale, row);

    private static Cmvn Create(float[] shift, float[] scale) => shift.Length == scale.Length
        ? new Cmvn(shift, scale)
        : throw new FormatException($"There are {shift.Length} means for {scale.Length} deviations.");

    private static float[] Numbers(string[] items) => [.. items.Select(item => float.Parse(item, CultureInfo.InvariantCulture))];
}
