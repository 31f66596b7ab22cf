using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace StreamServer.Tests.Compat.OnnxRuntime;

public sealed class InferenceSessionTests
{
    [Fact]
    public void A_model_file_is_opened_by_path()
    {
        using var session = new InferenceSession(TinyModels.Vad);

        Assert.Equal(["input", "state", "sr"], session.InputNames);
        Assert.Equal(["output", "stateN"], session.OutputNames);
        Assert.Equal(session.InputNames.Order(), session.InputMetadata.Keys.Order());
        Assert.Equal(session.OutputNames.Order(), session.OutputMetadata.Keys.Order());
    }

    [Fact]
    public void A_model_is_opened_from_bytes_with_and_without_options()
    {
        byte[] model = OnnxModel.MatMul(1, 0, 0, 1).ToBytes();
        using var options = new SessionOptions { IntraOpNumThreads = 1 };

        using var plain = new InferenceSession(model);
        using var configured = new InferenceSession(model, options);

        Assert.Equal(["X"], plain.InputNames);
        Assert.Equal(["Y"], configured.OutputNames);
    }

    [Fact]
    public void An_initializer_that_is_also_an_input_is_overridable()
    {
        using var session = new InferenceSession(OnnxModel.MatMul(1, 0, 0, 1).Input("W", TensorElementType.Float, 2, 2).ToBytes());

        (string name, NodeMetadata metadata) = Assert.Single(session.OverridableInitializerMetadata);
        Assert.Equal("W", name);
        Assert.Equal([2, 2], metadata.Dimensions);
        Assert.Equal(["X"], session.InputNames);
    }

    [Fact]
    public void A_missing_file_is_an_exception_that_names_it()
    {
        var thrown = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession("/nowhere/model.onnx"));

        Assert.StartsWith("[ErrorCode:NoSuchFile]", thrown.Message);
        Assert.Contains("/nowhere/model.onnx", thrown.Message);
    }

    [Fact]
    public void A_truncated_file_is_an_exception()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, File.ReadAllBytes(TinyModels.Vad).AsSpan(0, 100_000).ToArray());
        try
        {
            var thrown = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(path));

            Assert.StartsWith("[ErrorCode:InvalidProtobuf]", thrown.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Bytes_that_are_no_model_are_an_exception()
    {
        var thrown = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession("not a model"u8.ToArray()));

        Assert.StartsWith("[ErrorCode:InvalidProtobuf]", thrown.Message);
    }

    [Fact]
    public void A_model_with_an_unknown_operator_is_an_exception_that_names_it()
    {
        byte[] model = new OnnxModel()
            .Input("X", TensorElementType.Float, 1)
            .Node("NoSuchOperator", ["X"], ["Y"])
            .Output("Y", TensorElementType.Float, 1)
            .ToBytes();

        var thrown = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(model));

        Assert.Contains("NoSuchOperator", thrown.Message);
    }

    [Fact]
    public void Disposing_twice_does_no_harm()
    {
        var session = new InferenceSession(TinyModels.Vad);

        session.Dispose();
        session.Dispose();

        using var next = new InferenceSession(TinyModels.Vad);
        Assert.Equal(3, next.InputNames.Count);
    }

    [Fact]
    public void EndProfiling_returns_the_file_it_wrote()
    {
        string prefix = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}_");
        using var options = new SessionOptions { ProfileOutputPathPrefix = prefix, EnableProfiling = true };
        using var session = new InferenceSession(OnnxModel.MatMul(1, 0, 0, 1).ToBytes(), options);

        string file = session.EndProfiling();
        try
        {
            Assert.StartsWith(prefix, file);
            Assert.True(File.Exists(file));
            Assert.NotEqual(0ul, session.ProfilingStartTimeNs);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
