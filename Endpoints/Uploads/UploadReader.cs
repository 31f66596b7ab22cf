using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Uploads;

/// <summary>Takes bodies that are too large for memory. Everything that a client states is bounded, and its mistakes are its own.</summary>
internal sealed class UploadReader(UploadStore store)
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>Characters of one field would fill a book.</summary>
    private const int MaxFieldBytes = 64 * 1024;

    private const int MaxParts = 64;
    private const int MaxPartHeaders = 16;
    private const int MaxPartHeaderBytes = 16 * 1024;

    /// <summary>RFC 2046 §5.1.1.</summary>
    private const int MaxBoundary = 70;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The body as it is.</summary>
    /// <param name="context">Whose body has not been read.</param>
    /// <param name="mostBytes">Largest body.</param>
    /// <exception cref="StreamException">Too large, too slow, broken off, or no room.</exception>
    public async Task<UploadFile> ReadBodyAsync(HttpContext context, long mostBytes)
    {
        Allow(context, mostBytes);
        UploadFile file = new(store, Caller.Of(context));
        try
        {
            await BodyErrors.ThrowAsync(context, () => CopyAsync(context.Request.Body, file, context.RequestAborted));
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What another server sends, which may say less than it brings.</summary>
    /// <exception cref="StreamException">Too large, or no room.</exception>
    public async Task<UploadFile> ReadAsync(Stream source, string caller, long mostBytes, CancellationToken cancellation)
    {
        UploadFile file = new(store, caller);
        byte[] piece = new byte[PieceBytes];
        try
        {
            int length;
            while ((length = await source.ReadAsync(piece, cancellation)) > 0)
            {
                if (file.Length + length > mostBytes)
                {
                    throw new StreamException(StreamError.ClientTooLarge, $"The recording has more than {mostBytes} bytes.");
                }

                await file.AppendAsync(piece.AsMemory(0, length), cancellation);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The body as a multipart form (RFC 7578).</summary>
    /// <param name="context">Whose body has not been read.</param>
    /// <param name="mostBytes">Largest body.</param>
    /// <exception cref="StreamException">No form, broken, too large, too slow, broken off, or no room.</exception>
    public async Task<UploadForm> ReadFormAsync(HttpContext context, long mostBytes)
    {
        Allow(context, mostBytes);
        MultipartReader reader = new(BoundaryOf(context.Request), context.Request.Body)
        {
            HeadersCountLimit = MaxPartHeaders,
            HeadersLengthLimit = MaxPartHeaderBytes,
        };
        UploadForm form = new();
        try
        {
            await BodyErrors.ThrowAsync(context, () => ReadAsync(reader, form, Caller.Of(context), context.RequestAborted));
            return form;
        }
        catch
        {
            form.Dispose();
            throw;
        }
    }

    /// <summary>Lets this request bring more than others may.</summary>
    private static void Allow(HttpContext context, long mostBytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = mostBytes;
        }
    }

    private static string BoundaryOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw new StreamException(StreamError.ClientBadRequest, "The body is not a form: send multipart/form-data.");
        }

        string boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        return boundary.Length is > 0 and <= MaxBoundary
            ? boundary
            : throw new StreamException(StreamError.ClientBadRequest, $"The form's boundary has 1 to {MaxBoundary} characters.");
    }

    private async Task ReadAsync(MultipartReader reader, UploadForm form, string caller, CancellationToken cancellation)
    {
        while (await reader.ReadNextSectionAsync(cancellation) is { } section)
        {
            if (form.Count == MaxParts)
            {
                throw new StreamException(StreamError.ClientTooLarge, $"The form has more than {MaxParts} parts.");
            }

            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? part)
                || HeaderUtilities.RemoveQuotes(part.Name).ToString() is not { Length: > 0 } name)
            {
                throw new StreamException(StreamError.ClientBadRequest, "A part of the form has no name.");
            }

            if (part.FileName.HasValue || part.FileNameStar.HasValue)
            {
                UploadFile file = new(store, caller);
                form.Add(name, file);
                await CopyAsync(section.Body, file, cancellation);
            }
            else
            {
                form.Add(name, await ReadTextAsync(section, name, cancellation));
            }
        }
    }

    private static async Task CopyAsync(Stream source, UploadFile file, CancellationToken cancellation)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int length;
            while ((length = await source.ReadAsync(piece, cancellation)) > 0)
            {
                await file.AppendAsync(piece.AsMemory(0, length), cancellation);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static async Task<string> ReadTextAsync(MultipartSection section, string name, CancellationToken cancellation)
    {
        if (MediaTypeHeaderValue.TryParse(section.ContentType, out MediaTypeHeaderValue? type)
            && HeaderUtilities.RemoveQuotes(type.Charset).ToString() is { Length: > 0 } charset
            && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            && !charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase))
        {
            throw new StreamException(StreamError.ClientBadRequest, $"The field {Quote.Short(name)} is not in UTF-8.", Quote.Short(name));
        }

        byte[] bytes = new byte[4096];
        int length = 0;
        int read;
        while ((read = await section.Body.ReadAsync(bytes.AsMemory(length), cancellation)) > 0)
        {
            length += read;
            if (length > MaxFieldBytes)
            {
                throw new StreamException(
                    StreamError.ClientTooLarge, $"The field {Quote.Short(name)} has more than {MaxFieldBytes} bytes.", Quote.Short(name));
            }

            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, bytes.Length * 4);
            }
        }

        try
        {
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException exception)
        {
            throw new StreamException(
                StreamError.ClientBadRequest, $"The field {Quote.Short(name)} is not in UTF-8.", Quote.Short(name), exception);
        }
    }
}
