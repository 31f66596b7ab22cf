namespace StreamServer.Tests.Audio;

/// <summary>Counts as skipped, with the reason, where ffmpeg is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FfmpegTheoryAttribute : TheoryAttribute
{
    public FfmpegTheoryAttribute()
    {
        if (!Ffmpeg.IsInstalled)
        {
            Skip = "ffmpeg is not installed (Debian package: ffmpeg).";
        }
    }
}
