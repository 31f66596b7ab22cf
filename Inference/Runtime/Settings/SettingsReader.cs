using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace StreamServer.Inference.Runtime.Settings;

/// <summary>
/// Fills option objects from configuration and collects every mistake instead of stopping at the first.
/// Not thread-safe: one reader, at start.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _mistakes = [];

    /// <summary>One sentence a mistake: name, value, what is allowed.</summary>
    public IReadOnlyList<string> Mistakes => _mistakes;

    /// <summary>
    /// A new <typeparamref name="T"/> with every <see cref="SettingAttribute"/> property read; a bad value keeps the default and is
    /// recorded.
    /// </summary>
    public T Read<T>()
        where T : new()
    {
        T options = new();
        foreach (PropertyInfo property in typeof(T).GetProperties())
        {
            if (property.GetCustomAttribute<SettingAttribute>() is not { } setting
                || configuration[setting.Name] is not { } text
                || string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            if (!TryParse(text.Trim(), property.PropertyType, out object? value, out string expected))
            {
                Add($"{setting.Name}='{text}' is not {expected}.");
                continue;
            }

            property.SetValue(options, value);
            foreach (ValidationAttribute rule in property.GetCustomAttributes<ValidationAttribute>())
            {
                if (!IsValid(rule, value))
                {
                    Add(Explain(rule, setting.Name, text));
                }
            }
        }

        if (options is IValidatableObject whole)
        {
            foreach (ValidationResult result in whole.Validate(new ValidationContext(options)))
            {
                Add(result.ErrorMessage ?? "A setting is wrong.");
            }
        }

        return options;
    }

    public void Add(string mistake) => _mistakes.Add(mistake);

    private static bool TryParse(string text, Type type, out object? value, out string expected)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            (value, expected) = (text, "text");
            return true;
        }

        if (type == typeof(int))
        {
            expected = "a whole number";
            bool ok = int.TryParse(text, NumberStyles.Integer, culture, out int number);
            value = number;
            return ok;
        }

        if (type == typeof(long))
        {
            expected = "a whole number";
            bool ok = long.TryParse(text, NumberStyles.Integer, culture, out long number);
            value = number;
            return ok;
        }

        if (type == typeof(double))
        {
            expected = "a number";
            bool ok = double.TryParse(text, NumberStyles.Float, culture, out double number);
            value = number;
            return ok && double.IsFinite(number);
        }

        if (type == typeof(bool))
        {
            expected = "true or false";
            value = text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase) || text.Equals("yes", StringComparison.OrdinalIgnoreCase);
            return (bool)value || text is "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase) || text.Equals("no", StringComparison.OrdinalIgnoreCase);
        }

        if (type.IsEnum)
        {
            expected = "one of " + string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()));
            return Enum.TryParse(type, text, ignoreCase: true, out value) && !char.IsAsciiDigit(text[0]);
        }

        throw new NotSupportedException($"Settings of type {type} are not read.");
    }

    /// <summary>Not by the attribute: it turns a number into the type of its limits, so that 0.6 is 1 and 1e300 overflows.</summary>
    private static bool IsValid(ValidationAttribute rule, object? value) => rule is RangeAttribute range && value is IConvertible
        ? Number(value) >= Number(range.Minimum) && Number(value) <= Number(range.Maximum)
        : rule.IsValid(value);

    private static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private static string Explain(ValidationAttribute rule, string name, string text) => rule switch
    {
        RangeAttribute range => $"{name}={text} is outside {range.Minimum} to {range.Maximum}.",
        AllowedValuesAttribute allowed => $"{name}='{text}' is not one of {string.Join(", ", allowed.Values)}.",
        _ => $"{name}='{text}': {rule.FormatErrorMessage(name)}",
    };
}
