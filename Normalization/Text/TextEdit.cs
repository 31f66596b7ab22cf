namespace StreamServer.Normalization.Text;

/// <summary>One replacement.</summary>
/// <param name="From">What stood there; empty for an insertion.</param>
/// <param name="To">What stands there now; empty for a removal.</param>
internal readonly record struct TextEdit(string From, string To);
