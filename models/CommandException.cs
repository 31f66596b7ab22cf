namespace StreamServer.Models;

/// <summary>
/// Why a command did not do what it was asked, in sentences for the person who typed it. It never reaches a caller of the server: those
/// errors are <see cref="Inference.StreamException"/>.
/// </summary>
internal class CommandException(string message, Exception? inner = null) : Exception(message, inner);
