package store

import (
	"fmt"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// LateCount counts a plan's incidents whose answer was due before now and has
// not come, up to most: an answer that says "100 or more" need not count on.
func LateCount(tx Tx, plan rollout.PlanID, now time.Time, most int) (int, error) {
	prefix := "owed/" + string(plan) + "/"
	return countFound(tx, kindIncident, Range{Prefix: prefix, To: prefix + fmt.Sprintf("%012d", now.Unix()), Limit: most})
}
