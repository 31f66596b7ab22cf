namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>A list that disposes its members with itself.</summary>
internal sealed class DisposableList<T> : List<T>, IDisposableReadOnlyCollection<T>
    where T : IDisposable
{
    public DisposableList(int capacity)
        : base(capacity)
    {
    }

    public void Dispose()
    {
        foreach (T member in this)
        {
            member?.Dispose();
        }

        Clear();
    }
}
