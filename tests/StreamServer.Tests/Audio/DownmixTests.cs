using StreamServer.Inference.Audio;

namespace StreamServer.Tests.Audio;

public sealed class DownmixTests
{
    [Fact]
    public void TheMeanOfAllChannelsIsTakenAndAnIncompleteFrameLeftOut()
    {
        float[] mono = new float[2];

        Assert.Equal(2, Downmix.Mean([1f, -1f, 0.5f, 0.25f, 9f], 2, mono));

        Assert.Equal([0f, 0.375f], mono);
    }

    [Fact]
    public void OneChannelOfThreeIsPicked()
    {
        float[] mono = new float[2];

        Assert.Equal(2, Downmix.Pick([1f, 2f, 3f, 4f, 5f, 6f], 3, 1, mono));

        Assert.Equal([2f, 5f], mono);
    }

    [Fact]
    public void MonoPassesUnchanged()
    {
        float[] mono = new float[3];

        Assert.Equal(3, Downmix.Mean([0.1f, 0.2f, 0.3f], 1, mono));

        Assert.Equal([0.1f, 0.2f, 0.3f], mono);
    }
}
