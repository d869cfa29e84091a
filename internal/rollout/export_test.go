package rollout

import (
	"errors"
	"time"
)

// What only tests ask from outside the package.

// CronNext is the first time after an instant that a cron line comes round in a
// zone.
func CronNext(spec string, zone *time.Location, after time.Time) (Occurrence, error) {
	line, err := parseCron(spec)
	if err != nil {
		return Occurrence{}, err
	}
	o, ok := line.next(zone, after)
	if !ok {
		return Occurrence{}, errors.New("it does not come round again")
	}
	return o, nil
}

// Zones is every name that KnownZone accepts, in byte order.
func Zones() []string { return zoneNames() }
