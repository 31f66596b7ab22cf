namespace StreamServer.Inference.Runtime.Settings;

/// <summary>
/// Binds a property to one flat setting (environment variable, <c>.env</c> line or <c>appsettings.json</c> member).
/// The property's initial value is the default. Ranges are stated with <c>[Range]</c>, choices with <c>[AllowedValues]</c>.
/// </summary>
/// <param name="name">Upper-case name, such as <c>STT_MAX_SESSIONS</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
