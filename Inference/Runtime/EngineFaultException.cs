namespace StreamServer.Inference.Runtime;

/// <summary>
/// An engine's own state is wrong, or its model runs no more: going on would mix callers or fail them one by one. Ends its thread.
/// </summary>
internal sealed class EngineFaultException(string message, Exception? inner = null) : Exception(message, inner);
