namespace Microsoft.ML.OnnxRuntime;

/// <summary>A collection whose members are disposed with it.</summary>
public interface IDisposableReadOnlyCollection<T> : IReadOnlyCollection<T>, IReadOnlyList<T>, IDisposable
{
}
