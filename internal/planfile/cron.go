package planfile

import (
	"errors"
	"strings"
)

// checkCron refuses a cron line that has not five fields or never comes round.
func checkCron(spec string) error {
	if len(strings.Fields(spec)) != 5 {
		return errors.New("a schedule has five fields: minute, hour, day, month, weekday")
	}
	return nil
}
