using StreamServer.Inference;

namespace StreamServer.Endpoints.Edge;

/// <summary>Marks a route whose clients read errors in another shape than RFC 9457.</summary>
internal interface IErrorDialect
{
    /// <param name="failure">What went wrong.</param>
    /// <param name="shape">Its entry in the table of errors.</param>
    /// <param name="context">Of the request.</param>
    IResult ToResult(StreamException failure, ErrorShape shape, HttpContext context);
}
