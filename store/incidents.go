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

// LiveCount counts what LiveIncidents would list, without loading it.
func LiveCount(tx Tx, plan rollout.PlanID) (int, error) {
	items, err := found(tx, kindIncident, Range{Prefix: liveIndex(plan)})
	return len(items), err
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
