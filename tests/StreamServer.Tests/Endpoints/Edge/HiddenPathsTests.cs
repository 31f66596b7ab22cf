using StreamServer.Endpoints.Edge;

namespace StreamServer.Tests.Endpoints.Edge;

public sealed class HiddenPathsTests
{
    [Theory]
    [InlineData("/srv/models/tiny/model.onnx is missing.", "model.onnx is missing.")]
    [InlineData("Could not find '/home/somebody/a-b.c/voices'.", "Could not find 'voices'.")]
    [InlineData("Load model from /a/b/c.onnx failed:/d/e/f.cc:12 bad", "Load model from c.onnx failed:/d/e/f.cc:12 bad")]
    [InlineData("No path at all, 3/4 of it, and/or that.", "No path at all, 3/4 of it, and/or that.")]
    [InlineData("See https://example.com/a/b/c and POST /v1", "See https://example.com/a/b/c and POST /v1")]
    [InlineData(@"C:\models\tiny\model.onnx is missing.", "model.onnx is missing.")]
    public void Of_a_path_only_the_name_at_its_end_is_told(string text, string expected) => Assert.Equal(expected, HiddenPaths.Hide(text));

    [Fact]
    public void The_folders_of_this_process_are_hidden_whatever_is_in_their_names() =>
        Assert.Equal("x y/z is missing.", HiddenPaths.Hide($"{Path.Combine(Directory.GetCurrentDirectory(), "x y", "z")} is missing."));
}
