namespace StreamServer.Endpoints.Server;

/// <summary>The start is refused: every mistake in the settings, one sentence each.</summary>
internal sealed class SettingsException(IReadOnlyList<string> mistakes)
    : Exception(string.Join(Environment.NewLine, mistakes))
{
    public IReadOnlyList<string> Mistakes { get; } = mistakes;
}
