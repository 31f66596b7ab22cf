namespace StreamServer.Tests.Stt.Real;

/// <summary>
/// A test that needs recordings of people, which are not the project's to distribute: <c>../shared/real</c> beside the
/// repository, or the folder that <c>REAL_DATA</c> names. Where it is absent, the test says so and counts as skipped.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute()
    {
        if (!Directory.Exists(RealData.Folder))
        {
            Skip = $"There is no {RealData.Folder}: recordings of people and the published voice activity model.";
        }
    }
}
