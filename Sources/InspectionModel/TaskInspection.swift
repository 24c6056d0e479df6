/// A store as the command line, the testing kit and a dashboard see it: values go in, values come out.
package protocol TaskInspection: StoreReports, StoreSteering {}
