namespace StreamServer.Models.Manifest;

/// <summary>Marks a setting whose value names models of <paramref name="role"/>, several of them separated by commas.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ChoosesAttribute(ModelRole role) : Attribute
{
    public ModelRole Role { get; } = role;
}
