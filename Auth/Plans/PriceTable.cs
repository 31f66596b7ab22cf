using System.Globalization;

namespace StreamServer.Auth.Plans;

/// <summary>Prices of one unit (1,000 characters, one minute of audio) by model, in millionths of a credit.</summary>
internal sealed class PriceTable
{
    /// <summary>Units of a whole credit.</summary>
    public const long MicroCredits = 1_000_000;

    private readonly long _default;
    private readonly Dictionary<string, long> _models;

    private PriceTable(long fallback, Dictionary<string, long> models) => (_default, _models) = (fallback, models);

    /// <summary>Millionths of a credit; rounded up, so that no work is free that has a price.</summary>
    /// <param name="model">Name in the manifest.</param>
    /// <param name="amount">How much was used.</param>
    /// <param name="unit">How much one price pays for.</param>
    public long CostOf(string model, long amount, long unit)
    {
        Int128 cost = (Int128)amount * _models.GetValueOrDefault(model, _default);
        return (long)((cost + unit - 1) / unit);
    }

    /// <summary>The most that an amount of credits pays for; the largest number where it costs nothing.</summary>
    public long AmountFor(string model, long microCredits, long unit)
    {
        long price = _models.GetValueOrDefault(model, _default);
        return price == 0 ? long.MaxValue : (long)Int128.Min((Int128)microCredits * unit / price, long.MaxValue);
    }

    /// <summary>Reads <c>1, big-model=3.5</c>: a number alone is the price of every model that is not named.</summary>
    public static bool TryParse(string text, out PriceTable table, out string mistake)
    {
        long fallback = 0;
        Dictionary<string, long> models = [];
        mistake = "";
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=');
            string number = part[(equals + 1)..].Trim();
            if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal price)
                || price > 1_000_000)
            {
                mistake = $"'{number}' is not a price from 0 to 1000000";
                break;
            }

            long micro = (long)(price * MicroCredits);
            if (equals < 0)
            {
                fallback = micro;
            }
            else
            {
                models[part[..equals].Trim()] = micro;
            }
        }

        table = new PriceTable(fallback, models);
        return mistake.Length == 0;
    }
}
