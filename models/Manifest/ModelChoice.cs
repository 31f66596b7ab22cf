using System.Reflection;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Models.Manifest;

/// <summary>A setting that names models, and what it says.</summary>
/// <param name="Role">What the models are for.</param>
/// <param name="Setting">Such as <c>STT_MODEL</c>.</param>
/// <param name="Value">Names, separated by commas; may be empty.</param>
internal sealed record ModelChoice(ModelRole Role, string Setting, string Value)
{
    public IReadOnlyList<string> Names => Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// Every setting of <paramref name="options"/> that is marked by <see cref="ChoosesAttribute"/>, in the order in which they stand.
    /// </summary>
    public static IReadOnlyList<ModelChoice> Of(params IEnumerable<object> options) =>
    [
        .. from option in options
           from property in option.GetType().GetProperties()
           let chooses = property.GetCustomAttribute<ChoosesAttribute>()
           let setting = property.GetCustomAttribute<SettingAttribute>()
           where chooses is not null && setting is not null
           select new ModelChoice(chooses.Role, setting.Name, property.GetValue(option) as string ?? ""),
    ];
}
