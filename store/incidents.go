package store

import (
	"fmt"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Incident returns an incident by its id ("INC-7"), or ErrNotFound.
func Incident(tx Tx, id string) (rollout.Incident, error) {
	return get[rollout.Incident](tx, kindIncident, id)
}

// LiveIncidents lists a plan's incidents that still need somebody, worst first,
// then oldest; limit 0 means all. What it costs does not grow with history.
func LiveIncidents(tx Tx, plan rollout.PlanID, limit int) ([]rollout.Incident, error) {
	return byIndex[rollout.Incident](tx, kindIncident, Range{Prefix: liveIndex(plan), Limit: limit})
}

// LiveCount is how many LiveIncidents would list. It is kept, not counted: it
// costs the same however many are left open.
func LiveCount(tx Tx, plan rollout.PlanID) (int, error) {
	return runningCount(tx, kindIncident, rollout.LiveCount(plan))
}

// LiveCounts is LiveCount of every plan that has any.
func LiveCounts(tx Tx) (map[rollout.PlanID]int, error) {
	counts, err := runningCounts(tx, kindIncident, rollout.LiveCount(""))
	out := make(map[rollout.PlanID]int, len(counts))
	for name, n := range counts {
		out[rollout.PlanID(name)] = n
	}
	return out, err
}

// IncidentsOf lists a plan's live incidents that wait on somebody, worst first,
// then oldest; limit 0 means all.
func IncidentsOf(tx Tx, u rollout.UserID, plan rollout.PlanID, limit int) ([]rollout.Incident, error) {
	return byIndex[rollout.Incident](tx, kindIncident, Range{Prefix: rollout.WaitsIndex(u) + "/" + string(plan) + "/", Limit: limit})
}

// PlansWaitingOn lists the plans of which live incidents wait on somebody, by id.
func PlansWaitingOn(tx Tx, u rollout.UserID) ([]rollout.PlanID, error) {
	return plansIn(tx, kindIncident, rollout.WaitsIndex(u)+"/")
}

// UnansweredIncidents lists a plan's incidents that nobody took on when all who
// were to be told had been, worst first, then oldest; limit 0 means all.
func UnansweredIncidents(tx Tx, plan rollout.PlanID, limit int) ([]rollout.Incident, error) {
	return byIndex[rollout.Incident](tx, kindIncident, Range{Prefix: rollout.UnansweredIndex + string(plan) + "/", Limit: limit})
}

// PlansUnanswered lists the plans that have any of UnansweredIncidents, by id.
func PlansUnanswered(tx Tx) ([]rollout.PlanID, error) {
	return plansIn(tx, kindIncident, rollout.UnansweredIndex)
}

// Incidents lists a plan's incidents, newest first, with numbers below before;
// before 0 begins with the newest, limit 0 means all.
func Incidents(tx Tx, plan rollout.PlanID, before uint64, limit int) ([]rollout.Incident, error) {
	r := Range{Prefix: "plan/" + string(plan) + "/", Limit: limit, Reverse: true}
	if before > 0 {
		r.To = r.Prefix + fmt.Sprintf("%012d", before)
	}
	return byIndex[rollout.Incident](tx, kindIncident, r)
}

// Notes lists what people added to an incident, oldest first.
func Notes(tx Tx, incident string) ([]rollout.Note, error) {
	return all[rollout.Note](tx, kindNote, Range{Prefix: incident + "/"})
}

func liveIndex(plan rollout.PlanID) string { return "live/" + string(plan) + "/" }
