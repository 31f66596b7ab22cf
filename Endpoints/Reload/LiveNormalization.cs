using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Reload;

/// <summary>What this server does to texts when a request does not say otherwise; may change while it runs. Thread-safe.</summary>
internal sealed class LiveNormalization(NormalizationOptions options)
{
    private volatile NormalizationOptions _options = options;

    public NormalizationOptions Options => _options;

    public void Set(NormalizationOptions options) => _options = options;
}
