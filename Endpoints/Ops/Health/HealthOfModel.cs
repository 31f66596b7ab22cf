namespace StreamServer.Endpoints.Ops.Health;

/// <param name="Name">In the manifest.</param>
/// <param name="Role">What it does.</param>
/// <param name="Part">The half that it works for.</param>
/// <param name="Status">Of that half: a model alone serves nobody.</param>
internal sealed record HealthOfModel(string Name, string Role, string Part, string Status);
