using Microsoft.ML.OnnxRuntime;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class ModelMetadataTests
{
    [Fact]
    public void All_fields_are_read()
    {
        using var session = new InferenceSession(
            OnnxModel.MatMul(1, 0, 0, 1).Metadata("language", "తెలుగు").Metadata("empty", "").ToBytes());

        ModelMetadata metadata = session.ModelMetadata;

        Assert.Equal("the producer", metadata.ProducerName);
        Assert.Equal("the graph", metadata.GraphName);
        Assert.Equal("the graph's description", metadata.GraphDescription);
        Assert.Equal("the.domain", metadata.Domain);
        Assert.Equal("the description", metadata.Description);
        Assert.Equal(7, metadata.Version);
        Assert.Equal(new Dictionary<string, string> { ["language"] = "తెలుగు", ["empty"] = "" }, metadata.CustomMetadataMap);
    }

    [Fact]
    public void A_model_without_custom_metadata_has_an_empty_map()
    {
        using var session = new InferenceSession(TinyModels.Vad);

        Assert.Empty(session.ModelMetadata.CustomMetadataMap);
        Assert.Same(session.ModelMetadata, session.ModelMetadata);
    }

    [Fact]
    public void The_bundled_speech_model_carries_its_feature_settings()
    {
        using var session = new InferenceSession(TinyModels.Stt);

        Dictionary<string, string> map = session.ModelMetadata.CustomMetadataMap;

        Assert.Equal("7", map["lfr_window_size"]);
        Assert.Equal("6", map["lfr_window_shift"]);
        Assert.Equal("sense_voice_ctc", map["model_type"]);
        Assert.Equal(560, map["neg_mean"].Split(',').Length);
        Assert.Equal(560, map["inv_stddev"].Split(',').Length);
    }
}
