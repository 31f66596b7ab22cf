using System.Reflection;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Tests.Runtime;

public sealed class EnvExampleTests
{
    [Fact]
    public void The_example_names_every_setting_and_no_other()
    {
        string[] settings = [.. typeof(SettingAttribute).Assembly.GetTypes()
            .SelectMany(type => type.GetProperties())
            .Select(property => property.GetCustomAttribute<SettingAttribute>()?.Name)
            .OfType<string>()
            .Distinct()
            .Order(StringComparer.Ordinal)];
        string[] example = [.. Lines()
            .Where(line => line.StartsWith('#') && line.Contains('=') && char.IsAsciiLetterUpper(line[1]))
            .Select(line => line[1..line.IndexOf('=')])
            .Order(StringComparer.Ordinal)];

        Assert.NotEmpty(settings);
        Assert.Equal(settings, example);
    }

    [Fact]
    public void Every_setting_of_the_example_has_a_sentence_above_it_and_shows_the_default()
    {
        string[] lines = Lines();
        foreach ((Type type, PropertyInfo property, SettingAttribute setting) in
            from type in typeof(SettingAttribute).Assembly.GetTypes()
            from property in type.GetProperties()
            let setting = property.GetCustomAttribute<SettingAttribute>()
            where setting is not null
            select (type, property, setting))
        {
            int index = Array.FindIndex(lines, line => line.StartsWith($"#{setting.Name}=", StringComparison.Ordinal));
            Assert.True(index > 0, setting.Name);
            Assert.StartsWith("# ", lines[index - 1], StringComparison.Ordinal);
            object? value = property.GetValue(Activator.CreateInstance(type));
            string expected = value switch
            {
                bool flag => flag ? "true" : "false",
                Enum choice => choice.ToString().ToLowerInvariant(),
                IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
                _ => value?.ToString() ?? "",
            };
            Assert.Equal($"#{setting.Name}={expected}", lines[index]);
        }
    }

    private static string[] Lines() => File.ReadAllLines(Path.Combine(Repository.Root, ".env.example"));
}
