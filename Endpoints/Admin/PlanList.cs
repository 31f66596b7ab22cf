using StreamServer.Auth.Plans;

namespace StreamServer.Endpoints.Admin;

/// <param name="Plans">By id; an absent limit is none.</param>
internal sealed record PlanList(IReadOnlyList<Plan> Plans);
