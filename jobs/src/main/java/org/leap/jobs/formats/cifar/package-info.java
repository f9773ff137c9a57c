/** CIFAR-10 and CIFAR-100 in their official binary layout. */
package org.leap.jobs.formats.cifar;
