using StreamServer.Models.Manifest;

namespace StreamServer.Models.Commands;

/// <summary>What there is of a model on disk, by presence and size; only <c>verify</c> computes hashes.</summary>
internal enum ModelState
{
    Missing,
    Partial,

    /// <summary>Its checkpoint is here, its own files are not.</summary>
    Unconverted,
    Ready,
}

internal static class ModelStates
{
    public static ModelState Of(ModelEntry model, string manifestFolder)
    {
        int there = model.Files.Values.Count(file => file.IsIn(model.Root));
        if (there == model.Files.Count)
        {
            return ModelState.Ready;
        }

        if (model.Checkpoint is { } checkpoint)
        {
            string folder = Path.Combine(manifestFolder, checkpoint.Folder);
            int fetched = checkpoint.Files.Count(file => file.IsIn(folder));
            return fetched == checkpoint.Files.Count
                ? ModelState.Unconverted
                : fetched + there > 0 ? ModelState.Partial : ModelState.Missing;
        }

        return there > 0 ? ModelState.Partial : ModelState.Missing;
    }
}
