namespace StreamServer.Normalization.Text;

/// <summary>In which language numbers are said (request member <c>number_language</c>).</summary>
internal enum NumberLanguage
{
    /// <summary>English words in every language.</summary>
    English,

    /// <summary>The words of the clause that the number stands in.</summary>
    Text,
}
